"""What people ask of the wikis, by what they want to do."""
