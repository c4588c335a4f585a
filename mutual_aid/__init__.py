"""mutual_aid"""
