using System.Collections.Generic;
using System.Linq;
using Native.Fuzz.Rig;
using NativeIo;
using NativeIo.Tests;

namespace Native.Fuzz.Models;

/// <summary>The faults that a program asks for, and what follows from them for a copy.</summary>
internal sealed class FaultScript
{
    private const int FaultsMax = 16;
    private const string Reading = "read";

    private static readonly string?[] s_operations =
    [
        null, Reading, "write", "write-vectored", "clone", "copy-range", "splice", "pipe", "pipe-capacity", "open",
        "open-temporary", "facts", "flush", "rename", "link", "link-handle", "remove", "set-length", "seek",
        "allocate", "set-owner", "set-permissions", "advise",
    ];

    private static readonly IoErrorKind[] s_kinds =
    [
        IoErrorKind.Interrupted, IoErrorKind.NoSpace, IoErrorKind.NotSupported, IoErrorKind.CrossDevice,
        IoErrorKind.InvalidArgument, IoErrorKind.AccessDenied, IoErrorKind.DeviceFault, IoErrorKind.Busy,
        IoErrorKind.BadHandle, IoErrorKind.TooManyOpenFiles,
    ];

    private readonly List<Fault> _faults = [];

    internal FaultScript(ref FuzzInput program)
    {
        int count = program.NextUpTo(FaultsMax);
        for (int index = 0; index < count; index++)
        {
            string? operation = s_operations[program.NextByte() % s_operations.Length];
            int effect = program.NextByte();
            _faults.Add((effect & 3) switch
            {
                0 => Fault.Fail(s_kinds[(effect >> 2) % s_kinds.Length], operation),
                1 => Fault.Short(effect >> 2, operation),
                2 => Fault.Short(program.NextUInt16(), operation),
                _ => Fault.None with { Operation = operation },
            });
        }
    }

    internal Fault[] Faults => [.. _faults];

    /// <summary>A read that gives nothing is the end of the source, however much there is.</summary>
    internal bool EndsSource => _faults.Any(static fault => fault is { Kind: null, LengthMax: 0 }
        && fault.Operation is null or Reading);

    /// <summary>A temporary file may stay when nothing can remove it.</summary>
    internal bool FailsRemoval => _faults.Any(static fault => fault.Kind is not null
        && fault.Operation is null or "remove");
}
