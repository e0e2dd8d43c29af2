/** Runs a command of the command line on the platform that `--root` names, or else on the one that the current folder is in. Gives its exit code. */
export declare const launch: (args: readonly string[]) => Promise<number>;
