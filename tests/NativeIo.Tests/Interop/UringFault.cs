namespace NativeIo.Tests.Interop;

/// <summary>A failure of a call of io_uring.</summary>
/// <param name="Number">The system call.</param>
/// <param name="ErrorCode">What it fails with.</param>
/// <param name="Operation">For a registration, what it registers; -1 for whichever.</param>
internal readonly record struct UringFault(int Number, int ErrorCode, int Operation = -1)
{
    internal bool IsFor(nint number, nint operation) => number == Number && (Operation < 0 || operation == Operation);
}
