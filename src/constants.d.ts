/** Filled in by the build (scripts/build/constants.js). */

/** The version in package.json. */
declare const __WAITBUS_VERSION__: string;

/** The folder of the output file that this line ends up in. */
declare const __WAITBUS_DIRECTORY__: string;

/** The executable: `resolve(__WAITBUS_DIRECTORY__, __WAITBUS_BIN__)`. */
declare const __WAITBUS_BIN__: string;
