import { describeReporter } from "./reporter-contract.js";
import { JEST } from "./runners.js";

describeReporter(JEST);
