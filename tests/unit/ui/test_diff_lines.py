"""Reading unified diffs."""

from __future__ import annotations

from stigmer_desktop.ui.executions.diff_lines import diff_lines

DIFF = """diff --git a/x.py b/x.py
index 1..2 100644
--- a/x.py
+++ b/x.py
@@ -41,3 +41,4 @@ class Lexer
     def next(self):
-        ch = 1
+        if end:
+            ch = 2
         return ch
@@ -80 +81 @@ def tail
--- not a header here
+++ nor here
\\ No newline at end of file
"""


def test_numbers_signs_and_colours() -> None:
    text, marks = diff_lines(DIFF)
    shown = [f"{m.number}{m.sign} {line}" for m, line in zip(marks, text.split("\n"), strict=True)]
    assert shown == [
        "41     def next(self):",
        "42-         ch = 1",
        "42+         if end:",
        "43+             ch = 2",
        "44         return ch",
        "⋯ def tail",
        "80- -- not a header here",
        "81+ ++ nor here",
        " No newline at end of file",
    ]
    assert marks[1].fill == "removed_fill"
    assert marks[2].fill == "added_fill"
    assert marks[0].fill == ""


def test_what_is_no_diff_is_shown_as_it_is() -> None:
    assert diff_lines("just words\n- and a dash")[0] == "just words\n- and a dash"
    assert diff_lines("")[0] == ""
