"""常用语字典: sentences that a bureau writes again and again, offered above the field where they are wanted."""
