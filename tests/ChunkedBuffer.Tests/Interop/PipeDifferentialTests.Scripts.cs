using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <content>Written cases, with a pause at 20 bytes and a resume below 10.</content>
public sealed partial class PipeDifferentialTests
{
    public static TheoryData<string, string> Scripts { get; } = new()
    {
        // Writing and reading
        { "empty pipe", "try; to default; read; poll; try" },
        { "write then read", "write 5; read; to 5 5; try; to default; read; poll" },
        { "read then write", "read; write 5; poll; to 5 5" },
        { "put is not seen before the flush", "put 5; try; to default; read; poll; flush; poll; to 5 5" },
        { "put twice in one lease", "get 10; adv 4; adv 4; flush; read; to 8 8" },
        { "put over several chunks", "put 10; put 30; put 60; flush; read; to 100 100" },
        { "flush without bytes", "read; flush; poll; get 5; adv 0; flush; poll" },
        { "write nothing", "read; write 0; poll; cancelread; poll" },
        { "read keeps what is not consumed", "write 10; read; to 4 4; read; to 0 6; write 1; read; to 7 7; read" },
        { "examined less than all is readable again", "write 10; read; to 0 5; read; to 0 10; read; write 1; poll" },
        { "try after examining all", "write 10; read; to 0 10; try; to default; write 1; try; to 11 11" },
        { "consume in the middle of chunks", "put 40; flush; read; to 17 17; read; to 16 16; read; to 7 7; try" },
        { "advance to default keeps data readable", "write 5; read; to default; read; to 5 5" },

        // Back pressure
        { "pause at the threshold", "write 19; poll; write 1; poll; read; to 20 20; poll" },
        { "pause beyond the threshold", "write 50; poll; read; to 40 40; poll; read; to 1 1; poll; read; to 9 9" },
        { "resume below, not at", "write 20; read; to 10 10; poll; read; to 1 1; poll" },
        { "examining resumes as consuming does", "write 30; read; to 0 30; poll; write 5; poll" },
        { "put while paused", "write 25; put 5; poll; read; to 25 25; poll; flush; read; to 5 5" },
        { "paused and all read at once", "write 25; hook; read; to 25 25; run; poll" },
        { "reader completion resumes", "write 25; doner; poll; write 5; flush" },
        { "a flush after the pause does not wait again", "write 25; cancelflush; poll; put 3; flush; poll" },
        { "a second pause", "write 25; read; to 25 25; poll; write 25; poll; read; to 20 20; poll" },

        // Reading at least
        { "least is there", "write 5; least 5; to 5 5" },
        { "least waits", "write 5; least 6; poll; write 1; poll; to 6 6" },
        { "least of an empty pipe", "least 3; write 2; poll; write 2; poll; to 4 4" },
        { "least above the pause", "least 100; write 30; poll; write 30; poll; write 40; poll; read; poll" },
        { "least resumes a paused writer", "write 30; least 100; poll; write 80; poll; to 110 110; poll" },
        { "least and completion", "write 5; least 10; donew; poll; to 5 5; least 1" },
        { "least and cancel", "write 5; least 10; cancelread; poll; to 0 0; least 5; to 5 5" },
        { "least of nothing", "least 0; poll; write 1; poll" },
        { "least of a negative number", "least -1; write 1; least 1" },
        { "least and token", "least! 5; least? 5; canceltoken; poll; least? 5; write 5; canceltoken; poll" },

        // Cancelling
        { "cancel before the read", "cancelread; read; to 0 0; read; poll" },
        { "cancel a waiting read", "read; cancelread; poll; read; poll" },
        { "cancel twice is once", "cancelread; cancelread; read; read; poll" },
        { "cancel with data", "write 5; cancelread; read; to 2 2; read; to 3 3" },
        { "cancelled try", "cancelread; try; to default; try; to default" },
        { "a cancelled read need not be ended", "cancelread; read; read; write 5; poll; to 5 5" },
        { "cancel before the flush", "cancelflush; write 5; write 5; poll" },
        { "cancel a waiting flush", "write 25; cancelflush; poll; flush; poll" },
        { "cancelled flush goes on when read", "write 25; cancelflush; poll; read; to 25 25; write 5" },
        { "token cancels a waiting read", "read?; canceltoken; poll; read?; write 5; poll; to 5 5" },
        { "token is late", "read?; write 5; canceltoken; poll; to 5 5; read; poll" },
        { "token was cancelled", "write 5; read!; read; to 5 5" },
        { "token cancels a waiting flush", "write? 25; canceltoken; poll; read; to 25 25; write 1" },
        { "token was cancelled before the write", "write! 5; flush!; put 5; flush!; flush; read; to 5 5" },
        { "cancel in the queue", "read; hook; cancelread; run; read; hook; write 5; run; to 5 5" },

        // Completing
        { "writer completes", "write 5; donew; read; to 5 5; read; to 0 0; try" },
        { "writer completes a waiting read", "read; donew; poll; to 0 0" },
        { "writer completes with what was put", "put 5; donew; read; to 5 5" },
        { "writer fails", "write 5; donew broken; read; try; poll" },
        { "writer fails a waiting read", "read; donew broken; poll; read" },
        { "writer completes twice", "donew broken; donew; read; doner; reset; donew; donew broken; read" },
        { "completed reads do not wait", "write 5; donew; read; to 0 5; read; to 0 5; read; to 5 5; read" },
        { "writing after completion", "donew; get 1; write 1; write 0; flush; poll; put 1" },
        { "reader completes", "doner; put 5; flush; write 5; get 10" },
        { "reader fails", "doner refused; write 5; flush; put 5; flush" },
        { "reader fails a waiting flush", "write 25; doner refused; poll; flush" },
        { "reading after completion", "write 5; doner; read; try; to 0 0; least 1; cancelread" },
        { "reader completes in a read", "write 5; read; doner; to 0 0; donew; reset; try" },
        { "reader completes under a waiting read", "read; doner; poll; donew; poll" },
        { "reader completes while bytes are put", "put 5; doner; adv 1; flush; put 5; flush" },

        // Resetting
        { "reset too early", "reset; donew; reset; doner; reset; reset" },
        { "reset makes it new", "write 5; read; to 2 2; donew; doner; reset; try; to default; write 3; read; to 3 3" },
        { "reset after failures", "donew broken; doner refused; reset; write 3; read; to 3 3; donew; read" },
        { "reset forgets back pressure", "write 25; donew; doner; reset; write 5; poll; write 15; poll" },
        { "reset forgets cancellation", "cancelread; cancelflush; donew; doner; reset; read; poll; write 1; poll" },

        // Misuse
        { "advance without a read", "to default; write 5; to default; read; to 5 5; to default" },
        { "advance twice", "write 5; read; to 1 1; to 0 0; read; to 4 4" },
        { "read while reading", "write 5; read; read; try; least 1; to 5 5; read; poll" },
        { "try while a read waits", "read; try; write 1; poll; to 1 1" },
        { "examined before consumed", "write 5; read; to 4 2; to 4 4" },
        { "examined going back", "write 5; read; to 0 4; read; to 0 2; to 0 4; read; to 5 5" },
        { "commit without room", "adv 1; adv 0; adv -1; get 5; adv 5; adv -1; flush; read; to 5 5" },
        { "negative hint", "get -1; put 1; flush; read; to 1 1" },

        // Schedulers
        { "a hooked read runs on the reader's scheduler", "read; hook; write 5; poll; run; to 5 5" },
        { "a hooked flush runs on the writer's scheduler", "write 25; hook; read; to 25 25; poll; run" },
        { "hooked and completed", "read; hook; donew broken; run; write 1" },
        { "hooked flush and reader failure", "write 25; hook; doner refused; run" },
    };
}
