import { describeReporter } from "./reporter-contract.js";
import { PLAYWRIGHT } from "./runners.js";

describeReporter(PLAYWRIGHT);
