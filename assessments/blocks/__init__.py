"""XBlocks with tests. Portable: they run in any XBlock host."""

BLOCKS = {"payung_test": "assessments.blocks.assessment_block:AssessmentBlock"}
