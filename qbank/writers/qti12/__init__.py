"""What the formats of the QTI 1.2 family share: texts, numbers, questions, pools, and what is told of wrong answers."""
