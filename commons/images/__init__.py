"""Pictures that people put in: checked, made anew from their pixels, described, shown under a licence."""
