/** Every bound on what a client may send, in one place; docs/protocol.md states them. */

/** Largest frame of protocol version 1, either way. */
export const MAX_FRAME_BYTES_V1 = 65_536;

/** Largest frame of protocol version 2, either way; also the largest HTTP body on the socket. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Largest event as JSON, without its raw payload. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/** Largest raw payload of one event, as GitHub caps a webhook body at 25 MB and the listener at 10 MiB. */
export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

/** Most events in one emit request. */
export const MAX_BATCH_EVENTS = 10_000;

/** Most events that one wait may count: it keeps them all until it is answered. */
export const MAX_WAIT_COUNT = 10_000;

export const MAX_NAME_LENGTH = 64;
export const MAX_DELIVERY_ID_LENGTH = 512;
export const MAX_SUMMARY_LENGTH = 1_024;
