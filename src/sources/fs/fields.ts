/** The fields of the events of files, for `waitbus source show fs` and docs/sources.md. */
export const FIELDS: Readonly<Record<string, string>> = {
	action:
		"what happened, in the words of inotify: create, close_write, moved_to, moved_from, delete; overflow of fs_overflow",
	conclusion: "success once a file is finished; otherwise missing",
	finished:
		"its path once more when it is finished, for a clause that can ask one thing only: fs:finished=/tmp/report",
	ingest_method: "fs_watch",
	is_directory: "whether it is a directory",
	mtime_ms: "when its content was last changed, in milliseconds since the epoch; missing when it is gone",
	name: "the last part of its path",
	old_path: "where it was before, when it was renamed from where it could be seen",
	path: "its absolute path; what is not UTF-8 in it is U+FFFD",
	path_base64: "the bytes of its path in Base64, only when they are not UTF-8",
	relative_path: "its path from the root on; . for the root itself",
	root: "the path that is watched and that it is in, or is",
	roots: "the paths that are looked through after notices were lost, of fs_overflow",
	size: "its size in bytes; missing when it is gone",
	status:
		"completed once a file is finished: closed after writing, renamed into place, or linked; otherwise missing",
	workflow_name: "the same as name, for clients of protocol version 1",
};
