using System;
using System.Buffers.Binary;
using System.IO;
using Native.Fuzz.Coverage;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Afl;

/// <summary>
/// Speaks AFL's fork-server protocol without forking: each test case is a call in this process.
/// </summary>
/// <remarks>
/// AFL reads a 4-byte hello, then for each run writes 4 bytes and reads a process id and a wait status. The hello's
/// flags say that the map has 64 KiB and that test cases may come through shared memory, which AFL answers with 4
/// bytes. AFL clears its map before a run and reads it after the status. The process id is our own: when a run hangs
/// AFL kills this process, the session ends, and the journal has the input.
/// See AFLplusplus, src/afl-forkserver.c and include/types.h (FS_OPT_*).
/// </remarks>
internal sealed class ForkServer
{
    /// <summary>AFL's MAX_FILE: no test case is longer.</summary>
    public const int TestCaseLengthMax = 1 << 20;

    /// <summary>The wait status of a run that held.</summary>
    public const int StatusFine = 0;

    /// <summary>The wait status of a process that died of SIGABRT, which AFL counts as a crash.</summary>
    public const int StatusAborted = 6;

    /// <summary>The flag of the hello that asks for test cases in shared memory.</summary>
    public const int HelloSharedTestCase = 0x01000000;

    private const uint HelloEnabled = 0x80000001;
    private const uint HelloMapSize = 0x40000000;

    private readonly FuzzTarget _target;
    private readonly ITestCaseSource _testCases;
    private readonly Action<byte[]> _publishMap;
    private readonly InputJournal? _journal;
    private readonly byte[] _input = new byte[TestCaseLengthMax];
    private readonly byte[] _word = new byte[sizeof(int)];

    /// <summary>Prepares to serve a target.</summary>
    /// <param name="target">What runs.</param>
    /// <param name="testCases">Where inputs come from.</param>
    /// <param name="publishMap">Takes the edge counters after each run.</param>
    /// <param name="journal">Keeps the input of a run that kills the process.</param>
    public ForkServer(
        FuzzTarget target, ITestCaseSource testCases, Action<byte[]> publishMap, InputJournal? journal = null)
    {
        _target = target;
        _testCases = testCases;
        _publishMap = publishMap;
        _journal = journal;
    }

    /// <summary>Serves until the other side closes <paramref name="control"/>.</summary>
    public void Serve(Stream control, Stream status)
    {
        CoverageMap.TraceThisThread();
        WarmUp();
        Greet(control, status);
        while (TryReadWord(control))
        {
            WriteWord(status, Environment.ProcessId);
            int length = _testCases.Read(_input);
            _journal?.Begin(_input, length);
            CoverageMap.Clear();
            Exception? exception = _target.TryRun(_input.AsSpan(0, length));
            _publishMap(CoverageMap.DangerousGetCounters());
            _journal?.End();
            WriteWord(status, exception is null ? StatusFine : StatusAborted);
        }
    }

    // What runs only once in a process (static constructors, first rents) must be over before AFL compares runs.
    private void WarmUp()
    {
        _ = _target.TryRun([]);
        foreach (string seed in FuzzFolders.Seeds(_target))
        {
            _ = _target.TryRun(File.ReadAllBytes(seed));
        }
    }

    private void Greet(Stream control, Stream status)
    {
        uint hello = HelloEnabled | HelloMapSize | ((CoverageMap.LengthBytes - 1) << 1);
        hello |= _testCases.IsShared ? HelloSharedTestCase : 0u;
        WriteWord(status, unchecked((int)hello));
        if (_testCases.IsShared && !TryReadWord(control))
        {
            throw new EndOfStreamException("AFL did not answer the hello.");
        }
    }

    private bool TryReadWord(Stream stream) =>
        stream.ReadAtLeast(_word, _word.Length, throwOnEndOfStream: false) == _word.Length;

    private void WriteWord(Stream stream, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_word, value);
        stream.Write(_word);
        stream.Flush();
    }
}
