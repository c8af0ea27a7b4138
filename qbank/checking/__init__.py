"""Whether questions are sound: the tests worked by hand, and what must hold in every variant."""
