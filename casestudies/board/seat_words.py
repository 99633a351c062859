"""What somebody in the room is told at each step: what happens, and what they can do."""

from dataclasses import dataclass

from casestudies.clinics.models import SeatRole, StepKind


@dataclass(frozen=True)
class StepWords:
    """The heading of a seat in one step, a sentence under it, and the label of the field where one may write.

    `{city}` stands for the city whose case it is, `{floor}` for when its people have the floor again.
    """

    heading: str
    sentence: str
    ask: str = ""


DEFAULT_ASK = "What do you want to say?"

PRESENTER_WORDS = {
    StepKind.PRESENTATION: StepWords("Present your case", "You have the floor. The questions come after it."),
    StepKind.CLARIFYING: StepWords("Answer in a sentence", "Each of these asks for a fact. Answer it and go on."),
    StepKind.PROBING: StepWords("Think aloud", "These questions go deeper. You need not defend anything."),
    StepKind.RESTATED: StepWords("Say your question again", "As you see it now. The facilitator writes it down."),
    StepKind.ADVICE: StepWords("Listen", "You answer {floor}."),
    StepKind.REFLECTION: StepWords("Say what you take from it", "You have the floor, and the room listens."),
    StepKind.RECOMMENDATIONS: StepWords(
        "Read what is recommended", "You need not answer here: after the clinic you answer each recommendation."
    ),
}
ADVISER_WORDS = {
    StepKind.PRESENTATION: StepWords("Listen to the case", "{city} presents. Your questions come after it."),
    StepKind.CLARIFYING: StepWords(
        "Ask for facts", "Short questions that {city} can answer in a sentence.", "What do you need to know?"
    ),
    StepKind.PROBING: StepWords(
        "Ask what makes {city} think",
        "Questions without an answer hidden in them.",
        "What should {city} think about?",
    ),
    StepKind.RESTATED: StepWords("Listen to the question", "{city} says its question again, as it sees it now."),
    StepKind.ADVICE: StepWords("Give your advice", "{city} listens, and answers {floor}.", "What should {city} hear?"),
    StepKind.REFLECTION: StepWords("Listen", "{city} says what it takes from the advice."),
    StepKind.RECOMMENDATIONS: StepWords(
        "Recommend and choose", "Write what {city} should do, then give your dots.", "What should {city} do?"
    ),
}
READER_WORDS = {
    StepKind.PRESENTATION: StepWords("Read along", "{city} presents its case."),
    StepKind.CLARIFYING: StepWords("Read along", "The room asks for facts, and {city} answers in a sentence."),
    StepKind.PROBING: StepWords("Read along", "The room asks what makes {city} think."),
    StepKind.RESTATED: StepWords("Read along", "{city} says its question again, as it sees it now."),
    StepKind.ADVICE: StepWords("Read along", "The room advises. {city} listens, and answers {floor}."),
    StepKind.REFLECTION: StepWords("Read along", "{city} says what it takes from the advice."),
    StepKind.RECOMMENDATIONS: StepWords("Read along", "The room recommends, and gives its dots."),
}
EVERYBODY = {
    StepKind.DEBRIEF: StepWords("Look back", "The room says what helped today and what did not."),
    StepKind.BREAK: StepWords("Break", "The clinic goes on {floor}."),
}


def words_for(step_kind: str, role: str) -> StepWords:
    """The words of one step for whoever sits there in this role."""
    if step_kind in EVERYBODY:
        return EVERYBODY[StepKind(step_kind)]
    by_role = {SeatRole.PRESENTER: PRESENTER_WORDS, SeatRole.OBSERVER: READER_WORDS}
    return by_role.get(SeatRole(role), ADVISER_WORDS)[StepKind(step_kind)]
