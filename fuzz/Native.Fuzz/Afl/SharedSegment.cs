using System;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Native.Fuzz.Interop;

namespace Native.Fuzz.Afl;

/// <summary>
/// A shared memory segment that AFL names in an environment variable. It stays mapped until the process ends.
/// </summary>
internal sealed class SharedSegment : ITestCaseSource
{
    private readonly nint _address;

    private SharedSegment(nint address)
    {
        _address = address;
    }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>The segment named by the variable, or null when AFL did not set it.</summary>
    public static SharedSegment? FromEnvironment(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int segment))
        {
            return null;
        }

        nint address = LibC.Attach(segment, 0, 0);
        return address == LibC.AttachFailed
            ? throw new Win32Exception(Marshal.GetLastPInvokeError(), $"shmat of {variable}={text} failed")
            : new SharedSegment(address);
    }

    /// <summary>Copies the whole array to the start of the segment.</summary>
    public void Write(byte[] source) => Marshal.Copy(source, 0, _address, source.Length);

    /// <summary>Copies a test case (its length in 4 bytes, then its bytes) and returns its length.</summary>
    public int Read(byte[] destination)
    {
        int length = Math.Clamp(Marshal.ReadInt32(_address), 0, destination.Length);
        Marshal.Copy(_address + sizeof(int), destination, 0, length);
        return length;
    }
}
