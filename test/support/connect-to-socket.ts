/** Connects to the socket named first, as the user whose uid comes second, and stays until it is killed. */

import { connect } from "node:net";

const [socketPath = "", uid] = process.argv.slice(2);
if (uid !== undefined) process.setuid?.(Number(uid));
connect(socketPath);
