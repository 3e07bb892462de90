import type { Courier } from "./courier.js";
import { nats } from "./nats.js";
import { redisPublish, redisStream } from "./redis.js";
import { unixRelay } from "./unix-relay.js";
import { waitbus } from "./waitbus.js";
import { waitbusWire } from "./waitbus-wire.js";

/** By the name that a worker is given. */
export const COURIERS: Readonly<Record<string, Courier>> = {
	waitbus,
	"waitbus-wire": waitbusWire,
	"unix-relay": unixRelay,
	nats,
	"redis-publish": redisPublish,
	"redis-stream": redisStream,
};
