"""A city's answers by the key of the question, for what is made of them: documents, lists and cases."""

from cohorts.teamwork.answered import Answered as AnsweredByKey

from .progress import IntakeProgress, SectionProgress


class Answered(AnsweredByKey):
    """The answers of one intake.

    A question that is not shown or was taken out of the questionnaire has no answer: whoever asks need not know how a
    cohort edited its questionnaire.
    """

    def __init__(self, progress: IntakeProgress) -> None:
        found, self._sections = {}, {}
        for section in progress.sections:
            for question in section.questions:
                if question.key not in found:
                    found[question.key] = question, section.value(question)
                    self._sections[question.key] = section
        super().__init__(found)

    def section(self, key: str) -> SectionProgress | None:
        """The section that the question stands in, if it is shown."""
        return self._sections.get(key)
