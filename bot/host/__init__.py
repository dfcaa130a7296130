"""The seam to the Bot Framework: every import of botbuilder lives here."""
