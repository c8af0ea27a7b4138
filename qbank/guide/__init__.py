"""The authoring guide: pages of Markdown in ``templates/guide``, with what the code knows better filled in."""
