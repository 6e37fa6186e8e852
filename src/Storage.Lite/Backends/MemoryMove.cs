using System.Threading;

namespace Storage.Lite;

/// <summary>
/// A rename that gets may observe: both keys hold stand-ins that ask it whether it is done, so that one store to one
/// word changes what both keys hold.
/// </summary>
internal sealed class MemoryMove
{
    private bool _isDone;

    internal bool IsDone => Volatile.Read(ref _isDone);

    internal void Complete() => Volatile.Write(ref _isDone, true);
}
