/** Bounds on what one matcher may cost. */

/** Longest matcher, clause or expression, in characters. */
export const MAX_MATCHER_LENGTH = 4_096;

/** Most `match` texts in one selection. */
export const MAX_MATCHERS = 256;

/** Longest time one evaluation of an expression with nested loops may take. */
export const MAX_EVALUATION_MS = 500;
