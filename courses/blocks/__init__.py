"""XBlocks of our lessons. Portable: they run in any XBlock host, and know nothing of ours."""

BLOCKS = {
    "payung_text": "courses.blocks.text_block:TextBlock",
    "payung_picture": "courses.blocks.picture_block:PictureBlock",
    "payung_role": "courses.blocks.role_block:RoleBlock",
    "payung_cards": "courses.blocks.cards_block:CardsBlock",
    "payung_steps": "courses.blocks.steps_block:StepsBlock",
    "payung_kits": "courses.blocks.kits_block:KitsBlock",
    "payung_assessment": "courses.blocks.assessment_link_block:AssessmentLinkBlock",
    "payung_sorting": "courses.blocks.sorting_block:SortingBlock",
    "payung_ordering": "courses.blocks.ordering_block:OrderingBlock",
    "payung_choices": "courses.blocks.choices_block:ChoicesBlock",
    "payung_checklist": "courses.blocks.checklist_block:ChecklistBlock",
    "payung_reflection": "courses.blocks.reflection_block:ReflectionBlock",
    "payung_poll": "courses.blocks.poll_block:PollBlock",
    "payung_check": "courses.blocks.check_block:CheckBlock",
    "payung_scenario": "courses.blocks.scenario_block:ScenarioBlock",
    "payung_action_plan": "courses.blocks.action_plan_block:ActionPlanBlock",
}
