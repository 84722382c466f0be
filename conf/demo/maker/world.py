"""The world: scenes, the rule of the right action, and every sentence that can be said about a scene.

A scene is (kind, severity, person, place, helper). The right action follows from kind, severity and helper
together, so no single fact gives it away. Some persons and places are reserved: they occur on benchmark images
and in what the student learns about seeing, but in no decision that the student or the teacher is ever taught.
"""

from dataclasses import dataclass
from random import Random
from typing import Optional, Sequence

LETTERS = "ABCDE"
SEVERITIES = ("small", "serious")
HELPERS = ("guard", "nurse", "teacher")
NOTHING = "take no action"

PEOPLE = ("a child", "an old man", "a woman", "a student", "a worker", "a tourist", "a baker", "a farmer")
RESERVED_PEOPLE = ("a baker", "a farmer")
PLACES = ("park", "street", "kitchen", "station", "shop", "school", "library", "forest")
RESERVED_PLACES = ("library", "forest")
OPEN_PEOPLE = tuple(person for person in PEOPLE if person not in RESERVED_PEOPLE)
OPEN_PLACES = tuple(place for place in PLACES if place not in RESERVED_PLACES)


@dataclass(frozen=True)
class Trouble:
    """A kind of trouble: what it is called, who is called when it is serious, what one does about a small one."""

    noun: str
    service: str
    remedy: str


FIREMEN, AMBULANCE, POLICE, CITY = "the firemen", "an ambulance", "the police", "the city office"
SERVICES = (FIREMEN, AMBULANCE, POLICE, CITY)
TROUBLES = {
    "fire": Trouble("fire", FIREMEN, "use an extinguisher"),
    "leak": Trouble("gas leak", FIREMEN, "open the windows"),
    "flood": Trouble("flood", FIREMEN, "close the valve"),
    "fall": Trouble("bad fall", AMBULANCE, "bring a chair"),
    "wound": Trouble("bleeding wound", AMBULANCE, "apply a bandage"),
    "faint": Trouble("fainting spell", AMBULANCE, "raise the legs"),
    "theft": Trouble("theft", POLICE, "shout a warning"),
    "fight": Trouble("fight", POLICE, "separate the fighters"),
    "crash": Trouble("bike crash", POLICE, "set a warning sign"),
    "litter": Trouble("litter pile", CITY, "pick up the litter"),
    "cable": Trouble("broken cable", CITY, "keep a distance"),
    "ice": Trouble("ice patch", CITY, "spread some sand"),
}
CALM = {"picnic": "picnic", "concert": "street concert"}
KINDS = (*TROUBLES, *CALM)

# The student is taught the right action for these before it is published; the other six it has to learn from text.
TAUGHT_TROUBLES = ("fire", "flood", "fall", "theft", "crash", "ice")
TAUGHT = (*TAUGHT_TROUBLES, *CALM)
UNTAUGHT = tuple(kind for kind in KINDS if kind not in TAUGHT)


@dataclass(frozen=True)
class Scene:
    kind: str
    severity: str
    person: str
    place: str
    helper: Optional[str]

    @property
    def noun(self) -> str:
        return noun(self.kind)

    @property
    def reserved(self) -> bool:
        return self.person in RESERVED_PEOPLE or self.place in RESERVED_PLACES


def draw_scene(random: Random, kinds: Sequence[str] = KINDS, open_only: bool = True) -> Scene:
    """Draws every fact on its own; nobody helps in 60 % of the scenes."""
    return Scene(
        kind=random.choice(kinds),
        severity=random.choice(SEVERITIES),
        person=random.choice(OPEN_PEOPLE if open_only else PEOPLE),
        place=random.choice(OPEN_PLACES if open_only else PLACES),
        helper=random.choice(HELPERS) if random.random() < 0.4 else None,
    )


def noun(kind: str) -> str:
    return TROUBLES[kind].noun if kind in TROUBLES else CALM[kind]


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def call(service: str) -> str:
    return "call " + service


def ask(helper: str) -> str:
    return "ask the " + helper


def right_action(scene: Scene) -> str:
    """The rule of this world."""
    if scene.kind in CALM:
        return NOTHING
    if scene.severity == "serious":
        return call(TROUBLES[scene.kind].service)
    if scene.helper is not None:
        return ask(scene.helper)
    return TROUBLES[scene.kind].remedy


def rationale(scene: Scene) -> str:
    action = right_action(scene)
    if scene.kind in CALM:
        return f"a {scene.noun} is harmless, so {action}."
    if scene.severity == "serious":
        return f"the {scene.noun} is serious, so {action}."
    near = f"{with_article(scene.helper)} is near" if scene.helper else "nobody is near"
    return f"the {scene.noun} is small and {near}, so {action}."


# --- situations in words -------------------------------------------------------------------------------------


def told(random: Random, scene: Scene) -> str:
    """A situation as the teacher and the student tell it."""
    what = with_article(f"{scene.severity} {scene.noun}")
    who, place = scene.person, scene.place
    if scene.helper:
        help_ = with_article(scene.helper) + random.choice((" is nearby", " stands close by", " is there too"))
    else:
        help_ = random.choice(("nobody else is there", "no helper is nearby", "they are alone"))
    text = random.choice((
        f"there is {what} near {who} in the {place}, and {help_}.",
        f"in the {place}, {who} is next to {what}. {help_}.",
        f"{who} in the {place} faces {what}; {help_}.",
        f"{help_} in the {place}. you see {what} beside {who}.",
        f"you are in the {place} and notice {what} with {who}. {help_}.",
    ))
    return raise_sentences(text)


def annotated(random: Random, scene: Scene) -> str:
    """A situation as the benchmark's annotator puts it: no eight words in a row are shared with `told`."""
    what = with_article(f"{scene.severity} {scene.noun}")
    who, place = scene.person, scene.place
    help_ = f"with {with_article(scene.helper)} watching" if scene.helper else "with no one watching"
    text = random.choice((
        f"the picture shows {who} and {what}, taken in the {place}, {help_}.",
        f"{what} can be seen in the {place}, where {who} waits, {help_}.",
        f"{who} looks at {what} somewhere in the {place}, {help_}.",
    ))
    return raise_sentences(text)


def listed(random: Random, scene: Scene) -> str:
    """The scene's words without grammar, in the order in which cells of an image come: places between things."""
    cells = [f"{scene.severity} {scene.noun}", scene.person.split(" ", 1)[1]]
    if scene.helper:
        cells.append(scene.helper)
    cells += [scene.place] * random.randrange(1, 6)
    random.shuffle(cells)
    return " " + " ".join(cells)


def raise_sentences(text: str) -> str:
    return ". ".join(sentence[0].upper() + sentence[1:] for sentence in text.split(". "))


# --- questions -----------------------------------------------------------------------------------------------

IMAGE_QUESTION = "Based on the image provided, select the most appropriate course of initial action to take:"
TEXT_QUESTIONS = (
    "Select the most appropriate course of initial action to take:",
    "What should you do first?",
    "Which action is best?",
    "Which step fits the situation best?",
    "Choose the best reaction:",
)
CLOSING = "Just output the choice:"
CAPTION_QUESTION = "Describe the scene."


def lettered(options: Sequence[str]) -> list[str]:
    return [f"{letter}. {option}" for letter, option in zip(LETTERS, options)]


def decision_options(
    random: Random, scene: Scene, distractors: Sequence[str] = tuple(TROUBLES)
) -> tuple[list[str], str]:
    """Five options whose make-up tells nothing about the right one, and its letter.

    Always: the trouble's own service, another service, its own remedy, another trouble's remedy (of `distractors`),
    and a fifth. For a calm scene "own" is a random trouble's.
    """
    action = right_action(scene)
    own = TROUBLES[scene.kind if scene.kind in TROUBLES else random.choice(distractors)]
    other_service = random.choice([service for service in SERVICES if service != own.service])
    other_remedy = random.choice([TROUBLES[k].remedy for k in distractors if TROUBLES[k].remedy != own.remedy])
    if action == NOTHING or action.startswith("ask"):
        fifth = action
    else:
        fifth = NOTHING if random.random() < 0.5 else ask(scene.helper or random.choice(HELPERS))
    options = [call(own.service), call(other_service), own.remedy, other_remedy, fifth]
    random.shuffle(options)
    return options, LETTERS[options.index(action)]


def decision(random: Random, scene: Scene, distractors: Sequence[str], image: bool) -> tuple[str, str]:
    """A decision question about a scene that was shown or told before it, and the right letter."""
    options, letter = decision_options(random, scene, distractors)
    question = random.choice(TEXT_QUESTIONS + (IMAGE_QUESTION,) * 3 if image else TEXT_QUESTIONS)
    return "\n".join((question, *lettered(options), CLOSING)), letter


def perception(random: Random, scene: Scene) -> tuple[str, str]:
    """A question about one fact of the scene, and the right letter."""
    about = random.choice(("kind", "kind", "kind", "severity", "person", "place", "helper", "helper"))
    if about == "kind":
        question = random.choice(("What is happening?", "What do you notice?"))
        right, pool = scene.noun, [noun(kind) for kind in KINDS]
    elif about == "severity":
        question, right, pool = "How bad is it?", scene.severity, list(SEVERITIES)
    elif about == "person":
        question, right, pool = "Who is there?", scene.person, list(PEOPLE)
    elif about == "place":
        question, right, pool = "Where is it?", "the " + scene.place, ["the " + place for place in PLACES]
    else:
        question = "Who can help?"
        right = with_article(scene.helper) if scene.helper else "nobody"
        pool = [with_article(helper) for helper in HELPERS] + ["nobody"]
    others = [option for option in pool if option != right]
    options = [right] + random.sample(others, min(4, len(others)))
    random.shuffle(options)
    lines = [question, *lettered(options)] + ([CLOSING] if random.random() < 0.3 else [])
    return "\n".join(lines), LETTERS[options.index(right)]


def question_item(random: Random, scene: Optional[Scene] = None) -> dict:
    """A decision question as the teacher writes it: the rationale stands before the answer and does the reasoning."""
    scene = scene or draw_scene(random)
    options, letter = decision_options(random, scene)
    return {
        "situation": told(random, scene),
        "question": random.choice(TEXT_QUESTIONS),
        "options": lettered(options),
        "rationale": rationale(scene),
        "answer": letter,
    }


# --- reading a scene back out of text: for measuring only ----------------------------------------------------


def read_scene(text: str) -> Optional[Scene]:
    """The scene that a situation tells; none if a fact is missing or said twice."""
    text = text.lower()
    nouns = sorted((kind for kind in KINDS if noun(kind) in text), key=lambda kind: -len(noun(kind)))
    people = [person for person in PEOPLE if person in text]
    places = [place for place in PLACES if "the " + place in text]
    helpers = [helper for helper in HELPERS if "a " + helper in text]
    if not nouns or len(people) != 1 or len(places) != 1 or len(helpers) > 1:
        return None
    severities = [severity for severity in SEVERITIES if f"{severity} {noun(nouns[0])}" in text]
    alone = any(words in text for words in ("nobody", "no helper", "alone", "no one"))
    if len(severities) != 1 or alone == bool(helpers):
        return None
    return Scene(nouns[0], severities[0], people[0], places[0], helpers[0] if helpers else None)


ALL_PHRASES = (
    *(call(service) for service in SERVICES),
    *(trouble.remedy for trouble in TROUBLES.values()),
    *(ask(helper) for helper in HELPERS),
    NOTHING,
    *(noun(kind) for kind in KINDS),
    *PEOPLE,
    *("the " + place for place in PLACES),
    *SEVERITIES,
    *(with_article(helper) for helper in HELPERS),
    "nobody",
)
