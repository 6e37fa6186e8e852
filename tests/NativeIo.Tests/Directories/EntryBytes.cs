using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace NativeIo.Tests;

/// <summary>Makes the bytes that the kernel gives for entries of a folder.</summary>
internal sealed class EntryBytes
{
    private readonly MemoryStream _bytes = new();

    internal EntryBytes Add(string name, byte type) => Add(Encoding.UTF8.GetBytes(name), type);

    internal EntryBytes Add(byte[] name, byte type, int? length = null)
    {
        int whole = (19 + name.Length + 1 + 7) / 8 * 8;
        byte[] record = new byte[whole];
        BinaryPrimitives.WriteUInt64LittleEndian(record, 42);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(16), (ushort)(length ?? whole));
        record[18] = type;
        name.CopyTo(record, 19);
        _bytes.Write(record);
        return this;
    }

    internal byte[] ToArray() => _bytes.ToArray();
}
