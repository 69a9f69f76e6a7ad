"""What two captures are to each other: pages aligned, ink compared, differences judged; pure."""
