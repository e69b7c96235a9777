"""The sample dumps of `seeds/dumps/`: articles, the outlets' pages, the script that writes them, and the labels."""
