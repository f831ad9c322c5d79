"""Files → readings: formats, fonts, scans, repairs."""
