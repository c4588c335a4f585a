"""The pages of moderation: flagging, the queue, decisions and their authors, appeals, juries, figures."""
