"""A program of its own that takes the XML out of one hostile PDF, under hard limits.

It is started by path (`reading.xml_of_pdf`) and imports nothing of the application: no database,
no queue, no secret. The XML goes to standard output; nothing there means that none was found.
"""

import resource
import sys

MEMORY = 1 << 30  # bytes of address space
SECONDS = 20  # of processor


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import logging

    import facturx

    logging.disable(logging.CRITICAL)
    with open(path, "rb") as pdf:
        _name, xml = facturx.get_facturx_xml_from_pdf(pdf.read(), check_xsd=False)
    sys.stdout.buffer.write(xml or b"")


if __name__ == "__main__":
    main(sys.argv[1])
