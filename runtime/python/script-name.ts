/** The name of the task that runs a driver's script: what it prints is the program's own output. */
export const scriptName = '__main__';
