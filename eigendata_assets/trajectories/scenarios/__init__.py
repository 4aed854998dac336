"""What a dialogue is to be about, drawn before it is made (RandomPoolAgent; GenesisFunc: MemoryAgent)."""
