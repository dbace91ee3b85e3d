"""The speech that the expression network learns from: texts, synthesisers, phone sets, and how it is kept."""
