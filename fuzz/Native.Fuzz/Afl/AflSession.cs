using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Afl;

/// <summary>
/// Connects a <see cref="ForkServer"/> to the descriptors and segments that AFL left in the environment.
/// </summary>
internal static class AflSession
{
    private const int ControlDescriptor = 198;
    private const int StatusDescriptor = 199;

    /// <summary>Serves until AFL closes its end. Without AFL it runs the input on standard input once.</summary>
    /// <returns>The exit code: 1 when that one run failed.</returns>
    public static int Serve(FuzzTarget target)
    {
        if (SharedSegment.FromEnvironment("__AFL_SHM_ID") is not { } map)
        {
            return RunOnce(target);
        }

        ITestCaseSource testCases =
            SharedSegment.FromEnvironment("__AFL_SHM_FUZZ_ID") is { } segment
                ? segment
                : new StandardInputSource();
        using InputJournal? journal = InputJournal.FromEnvironment(ForkServer.TestCaseLengthMax);
        using FileStream control = Open(ControlDescriptor, FileAccess.Read);
        using FileStream status = Open(StatusDescriptor, FileAccess.Write);
        new ForkServer(target, testCases, map.Write, journal).Serve(control, status);
        return 0;
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    private static int RunOnce(FuzzTarget target)
    {
        byte[] input = new byte[ForkServer.TestCaseLengthMax];
        int length = new StandardInputSource().Read(input);
        Exception? exception = target.TryRun(input.AsSpan(0, length));
        if (exception is not null)
        {
            Console.Error.WriteLine(exception);
        }

        return exception is null ? 0 : 1;
    }
}
