using System;

namespace Native.Fuzz.Rig;

/// <summary>One run of a target. It returns for every input; an exception that leaves it is a finding.</summary>
public delegate void FuzzBody(ReadOnlySpan<byte> input);
