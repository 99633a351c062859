"""A city's answers by the key of the question, for what is made of them: documents, lists and cases."""

from cohorts.teamwork.answered import Answered as AnsweredByKey

from .models import Question
from .progress import IntakeProgress, SectionProgress


class Answered(AnsweredByKey):
    """The answers of one intake.

    A question that is not shown or was taken out of the questionnaire has no answer: whoever asks need not know how a
    cohort edited its questionnaire.
    """

    def __init__(self, progress: IntakeProgress) -> None:
        self._asked: dict[str, tuple[Question, SectionProgress]] = {}
        for section in progress.sections:
            for question in section.questions:
                self._asked.setdefault(question.key, (question, section))
        super().__init__({key: (question, section.value(question)) for key, (question, section) in self._asked.items()})

    def question(self, key: str) -> Question | None:
        """The question, if it is shown."""
        return self._asked[key][0] if key in self._asked else None

    def section(self, key: str) -> SectionProgress | None:
        """The section that the question stands in, if it is shown."""
        return self._asked[key][1] if key in self._asked else None
