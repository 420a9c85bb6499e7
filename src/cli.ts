/** The candour command: thin, calls the rooms' actions. */
const command = process.argv[2];
process.stderr.write(command ? `candour has no command ${command} yet\n` : 'usage: candour <command> [--help]\n');
process.exitCode = 2;
