"""QTI 2.1 and 3.0 packages: an item in a file, a test that draws one variant of each question, a manifest.

Both versions say the same in other names, so that items are made once (``qbank.writers.qti.item``); what differs stands in
``qbank.writers.qti21`` and ``qbank.writers.qti30``.
"""
