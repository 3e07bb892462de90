import { askingRepeatedly } from "./asking-repeatedly.js";
import type { Courier, ReceivingCourier } from "./courier.js";
import { file } from "./file.js";
import { githubPoll } from "./github-poll.js";
import { inotifywait } from "./inotifywait.js";
import { nats } from "./nats.js";
import { redisPublish, redisStream } from "./redis.js";
import { unixRelay } from "./unix-relay.js";
import { waitbus } from "./waitbus.js";
import { waitbusWire } from "./waitbus-wire.js";
import { webhook } from "./webhook.js";
import { webhookRelay } from "./webhook-relay.js";

/** By the name that a sender is given. */
export const COURIERS: Readonly<Record<string, Courier>> = {
	waitbus,
	"waitbus-wire": waitbusWire,
	"unix-relay": unixRelay,
	file,
	inotifywait,
	webhook,
	"webhook-relay": webhookRelay,
	nats,
	"redis-publish": redisPublish,
	"redis-stream": redisStream,
};

/** By the name that a receiver is given. */
export const RECEIVING_COURIERS: Readonly<Record<string, ReceivingCourier>> = {
	...COURIERS,
	"github-poll": githubPoll,
	"asking-repeatedly": askingRepeatedly,
};
