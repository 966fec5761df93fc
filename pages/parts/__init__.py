"""What the pages share: inputs and links, numbers' scales, words, colours and charts."""
