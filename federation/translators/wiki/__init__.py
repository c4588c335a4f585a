"""Wiki pages as Articles owned by their home town; edits from elsewhere as Offer{Patch}.

FEP-b2b8 (long texts), FEP-1b12 (groups), FEP-c118 (licence), FEP-bad1 (history), FEP-fe34 (who owns what).
name: the title; content: HTML; source: Markdown, the text that is merged; civ:revision: id, number and digest
of what this is; civ:contributors: its authors, whom the licence wants named; civ:mergedInto (and movedTo): the
page it leads to; wasDerivedFrom: the version elsewhere that it began as. The Patch lives on its author's server;
base and digest say what was edited.
"""

from federation.translators.wiki import hearing as hearing
from federation.translators.wiki import speaking as speaking
