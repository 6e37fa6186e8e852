using System;
using System.Collections.Generic;
using NativeIo.Interop.Windows;

namespace NativeIo.Tests;

/// <summary>
/// What a scripted table of Windows calls answers on this thread, and what it was asked. Works on every system.
/// </summary>
internal sealed class WindowsScript
{
    /// <summary>The byte that scripted reads write.</summary>
    internal const byte Content = 0xa5;

    /// <summary>The mode that the thread has before an open.</summary>
    internal const int OldErrorMode = 0x8000;

    [ThreadStatic]
    private static WindowsScript? t_current;

    internal WindowsScript() => t_current = this;

    internal static WindowsScript Current => t_current ?? throw new InvalidOperationException("There is no script.");

    /// <summary>What transfers do, one after the other.</summary>
    internal Queue<WindowsStep> Steps { get; } = new();

    /// <summary>Codes that calls fail with, by the name of the table's entry.</summary>
    internal Dictionary<string, int> Failures { get; } = [];

    /// <summary>What was called, with numbers that depend on the call.</summary>
    internal List<(string Call, long First, long Second)> Calls { get; } = [];

    /// <summary>The events that transfers named; 0 for one without an OVERLAPPED.</summary>
    internal List<nint> Events { get; } = [];

    /// <summary>The elements of the last list of pages, with the one behind its end.</summary>
    internal List<ulong> Pages { get; } = [];

    /// <summary>The paths that calls about names were given, the old one first.</summary>
    internal List<string> Paths { get; } = [];

    /// <summary>The error modes that were set.</summary>
    internal List<uint> ErrorModes { get; } = [];

    /// <summary>The handle that opening gives.</summary>
    internal nint Opened { get; set; }

    internal uint Attributes { get; set; } = FILE.FILE_ATTRIBUTE_NORMAL;

    internal uint ReparseTag { get; set; }

    internal uint FileType { get; set; } = FILE.FILE_TYPE_DISK;

    internal uint Mode { get; set; }

    internal long Length { get; set; }

    internal long AllocatedBytes { get; set; }

    /// <summary>The rights that the scripted handle was opened with.</summary>
    internal uint Rights { get; set; } = uint.MaxValue;

    /// <summary>Where copies of memory end.</summary>
    internal int CopiedBytesMax { get; set; } = int.MaxValue;

    /// <summary>What is in a folder.</summary>
    internal Queue<(string Name, uint Attributes, uint Tag)> Entries { get; } = new();

    /// <summary>Gets the number of events that were made.</summary>
    internal int EventsMade { get; set; }
}
