// Grading: a pure function of a draw and what was typed. Every outcome is a score, "invalid" (it cannot be read, and costs
// nothing) or "pending" (somebody must look at it).

const BETWEEN = " + ";

const invalid = (message, position = 0, hint = "") => ({ kind: "invalid", message, position, hint });
const pending = (reason) => ({ kind: "pending", reason });
const sentence = (words) => ({ words });

function score(part, share, readAs, feedback = [], misconception = null) {
  const possible = exact(part.points);
  return { kind: "score", earned: times(possible, share), possible, readAs, feedback, misconception };
}

// The score of a response that is recognised as a whole.
function recognised(part, known, readAs) {
  return score(
    part,
    exact(known.credit),
    readAs,
    known.feedback.map((piece) => ({ text: [piece] })),
    known.misconception,
  );
}

// The score of a response of which several things are known; what is said of several is said once.
function explained(part, share, readAs, known) {
  const pieces = new Map(
    known.flatMap((one) => one.feedback).map((piece) => [JSON.stringify(piece), { text: [piece] }]),
  );
  const names = [...new Set(known.map((one) => one.misconception).filter(Boolean))].join(BETWEEN);
  return score(part, share, readAs, [...pieces.values()], names || null);
}

function isBlank(response) {
  return [...response].every(
    (sign) => isSpace(sign) || /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/.test(sign),
  );
}

// The outcome of each response, by part; errors are carried forward between those that are given together.
function grade(draw, responses) {
  const given = draw.parts.filter((part) => part.id in responses);
  return Object.fromEntries(given.map((part) => [part.id, gradePart(draw, part, responses)]));
}

function gradePart(draw, part, responses) {
  const response = responses[part.id];
  if (isBlank(response)) return invalid("nothing was typed");
  switch (part.kind) {
    case "numeric_entry":
      return gradeNumber(draw, part, responses);
    case "text_entry":
      return gradeText(draw, part, response);
    case "single_choice":
      return gradeChoice(part, response);
    case "multiple_choice":
      return gradeChoices(part, response);
    case "matching":
      return gradeMatching(part, response);
    case "ordering":
      return gradeOrdering(part, response);
    default:
      return { ...pending("mark it yourself"), isMarked: true };
  }
}
