/** The fields of Docker's events, for `waitbus source show docker` and docs/sources.md. */
export const FIELDS: Readonly<Record<string, string>> = {
	action: "start, die or health_status",
	compose_project: "project of Docker Compose, or null",
	compose_service: "service of Docker Compose, or null",
	conclusion: "of an end: success, failure or cancelled",
	container: "name of the container",
	duration_ms: "how long it ran; null when its beginning was not heard",
	exit_code: "of an end; null when nobody heard how it ended",
	health: "of health_status: starting, healthy or unhealthy",
	id: "id of the container, 64 digits",
	image: "what it was made from, as it was named then",
	ingest_method: "docker_events",
	labels: "all its labels",
	oom: "of an end: whether one of its processes was killed for want of memory",
	signal: "of an end: what killed it, otherwise the last that was sent to it, otherwise null",
	status: "completed for an end, otherwise in_progress",
	workflow_name: "the same as container, for clients of protocol version 1",
};
