"""What somebody takes away: one ZIP, written row by row, that reads without this town."""
