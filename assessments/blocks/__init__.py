"""XBlocks that place an assessment in a course. Portable: they run in any XBlock host."""

BLOCKS = {"payung_test": "assessments.blocks.assessment_block:AssessmentBlock"}
