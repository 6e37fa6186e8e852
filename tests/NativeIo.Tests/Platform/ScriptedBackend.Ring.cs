using System;
using NativeIo.Platform;

namespace NativeIo.Tests;

internal sealed partial class ScriptedBackend
{
    /// <summary>Gets a value indicating whether there is a kernel ring, whose transfers follow no script.</summary>
    internal bool HasKernelRing { get; init; }

    /// <summary>Gets what is taken for the kernel's ring; null for none of that.</summary>
    internal Func<BatchEngine>? MakeEngine { get; init; }

    internal override IoResult CreateEngine(in BatchEngineRequest request, out BatchEngine? engine, out string reason)
    {
        if (Faulted("create-engine", out IoResult failure))
        {
            engine = null;
            reason = "the script says so";
            return failure;
        }

        if (MakeEngine is not null)
        {
            engine = MakeEngine();
            reason = "";
            return IoResult.Success();
        }

        return HasKernelRing
            ? _inner.CreateEngine(request, out engine, out reason)
            : base.CreateEngine(request, out engine, out reason);
    }
}
