using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Aes = System.Runtime.Intrinsics.X86.Aes;
using CryptographicOperations = System.Security.Cryptography.CryptographicOperations;

namespace SessionRelay.Srtp;

/// <summary>
/// AES-128-GCM (NIST SP 800-38D) by the processor's AES and carry-less multiplication. All that a key needs lies in five cache lines in a row,
/// a quarter of what OpenSSL's context touches: with hundreds of viewers each key is cold when its turn comes, and fetching it is most of a packet's cost
/// (<c>docs/decisions/forwarding-cost.md</c>). Time depends on lengths alone, never on keys or data.
/// </summary>
/// <remarks>
/// Blocks are byte-reversed and hash keys stored multiplied by x, so that a product needs no shift of a bit (Gueron and Kounavis,
/// "Intel carry-less multiplication instruction and its usage for computing the GCM mode"). Eight blocks are multiplied by eight powers of the hash key and reduced once.
/// </remarks>
internal sealed unsafe class ProcessorAesGcm128 : AesGcm128
{
    private const int BlockLength = 16;
    private const int Stride = 8; // blocks that are worked on at once: what hides the instructions' latency
    private const int Rounds = 10;
    private const int PowersAt = (Rounds + 1) * BlockLength;
    private const int StateLength = PowersAt + (Stride * BlockLength);
    private const int CacheLine = 64;

    // Pinned, so that the bare pointer stays good for as long as this object lives.
    private readonly byte[] _memory = GC.AllocateArray<byte>(StateLength + CacheLine, pinned: true);
    private readonly byte* _state;
    private readonly bool _isWide;
    private bool _disposed;

    /// <param name="key">16 bytes.</param>
    public ProcessorAesGcm128(ReadOnlySpan<byte> key)
        : this(key, CanBeWide)
    {
    }

    /// <param name="key">16 bytes.</param>
    /// <param name="isWide">To multiply four blocks at once; needs <see cref="CanBeWide"/>. The result is the same.</param>
    public ProcessorAesGcm128(ReadOnlySpan<byte> key, bool isWide)
    {
        _isWide = isWide && CanBeWide;
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _state = (byte*)((address + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        ExpandKey(Vector128.Create(key));
        SetPowers();
    }

    /// <summary>Whether this processor has what it takes: x86-64 with AES, PCLMULQDQ and SSSE3, that is since some 2010.</summary>
    public static bool IsSupported => Aes.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported && Sse41.IsSupported;

    /// <summary>Whether it multiplies four blocks at once: with VPCLMULQDQ and AVX-512.</summary>
    public static bool CanBeWide => Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported;

    /// <summary>Turns a block's bytes around.</summary>
    private static Vector128<byte> Reverse => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    /// <summary>x¹²⁸ + x⁷ + x² + x + 1, bits reflected.</summary>
    private static Vector128<ulong> Polynomial => Vector128.Create(1UL, 0xC200_0000_0000_0000);

    public override void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_memory);
    }

    protected override void SealChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        fixed (byte* d = data, t = tag)
        {
            Run(nonce, associatedData, d, data.Length, encrypt: true).Store(t);
        }

        GC.KeepAlive(this); // what the bare pointer leads to is this object's
    }

    protected override bool OpenChecked(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        fixed (byte* d = data)
        {
            var difference = Run(nonce, associatedData, d, data.Length, encrypt: false) ^ Vector128.Create(tag);
            GC.KeepAlive(this);
            return difference == Vector128<byte>.Zero;
        }
    }

    /// <summary>Encrypts or decrypts <paramref name="data"/> in place and gives the tag that belongs to it.</summary>
    /// <remarks>Compiled well at once: unoptimized it takes six times as long, and a storm of joins comes to a node that has just started.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<byte> Run(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, byte* data, int length, bool encrypt)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // The counter is the last word, big-endian; it is counted in a word of its own and put in reversed.
        var start = Vector128.Create(MemoryMarshal.Read<ulong>(nonce), MemoryMarshal.Read<uint>(nonce[8..]));
        var hash = HashAssociatedData(associatedData);
        var counter = 2U;
        var rest = length;
        var at = data;
        for (; rest >= Stride * BlockLength; rest -= Stride * BlockLength, at += Stride * BlockLength, counter += Stride)
        {
            hash = RunStride(start, counter, at, hash, encrypt);
        }

        if (rest > 0)
            hash = RunRest(start, counter, at, rest, hash, encrypt);
        var lengths = Vector128.Create((ulong)length * 8, (ulong)associatedData.Length * 8);
        hash = Multiply(hash ^ lengths, Power(1));
        return Ssse3.Shuffle(hash.AsByte(), Reverse) ^ EncryptBlock(Block(start, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<ulong> HashAssociatedData(ReadOnlySpan<byte> associatedData)
    {
        var hash = Vector128<ulong>.Zero;
        for (; associatedData.Length >= BlockLength; associatedData = associatedData[BlockLength..])
        {
            hash = Multiply(hash ^ Turn(Vector128.Create(associatedData)), Power(1));
        }

        if (associatedData.IsEmpty)
            return hash;
        var last = Vector128<byte>.Zero;
        associatedData.CopyTo(new Span<byte>(&last, BlockLength));
        return Multiply(hash ^ Turn(last), Power(1));
    }

    /// <summary>Eight whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<ulong> RunStride(Vector128<ulong> start, uint counter, byte* data, Vector128<ulong> hash, bool encrypt)
    {
        // What is hashed is the ciphertext.
        if (!encrypt)
            hash = HashStride(data, hash);
        EncryptStride(start, counter, data);
        return encrypt ? HashStride(data, hash) : hash;
    }

    /// <summary>The last 1 to 127 bytes.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<ulong> RunRest(Vector128<ulong> start, uint counter, byte* data, int length, Vector128<ulong> hash, bool encrypt)
    {
        // Worked on in a stride of its own that ends in zeros, as the hash wants them; what is ciphered beyond the end is thrown away.
        var blocks = (length + BlockLength - 1) / BlockLength;
        var room = stackalloc byte[Stride * BlockLength];
        Vector128<byte>.Zero.Store(room + ((blocks - 1) * BlockLength));
        Unsafe.CopyBlockUnaligned(room, data, (uint)length);
        if (!encrypt)
            hash = HashBlocks(room, blocks, hash);
        EncryptStride(start, counter, room);
        if (encrypt)
        {
            new Span<byte>(room + length, (blocks * BlockLength) - length).Clear();
            hash = HashBlocks(room, blocks, hash);
        }

        Unsafe.CopyBlockUnaligned(data, room, (uint)length);
        return hash;
    }

    /// <summary>Counter mode: the same in both directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EncryptStride(Vector128<ulong> start, uint counter, byte* data)
    {
        var key = Vector128.Load(_state);
        var block0 = Block(start, counter) ^ key;
        var block1 = Block(start, counter + 1) ^ key;
        var block2 = Block(start, counter + 2) ^ key;
        var block3 = Block(start, counter + 3) ^ key;
        var block4 = Block(start, counter + 4) ^ key;
        var block5 = Block(start, counter + 5) ^ key;
        var block6 = Block(start, counter + 6) ^ key;
        var block7 = Block(start, counter + 7) ^ key;
        for (var round = 1; round < Rounds; round++)
        {
            key = Vector128.Load(_state + (round * BlockLength));
            block0 = Aes.Encrypt(block0, key);
            block1 = Aes.Encrypt(block1, key);
            block2 = Aes.Encrypt(block2, key);
            block3 = Aes.Encrypt(block3, key);
            block4 = Aes.Encrypt(block4, key);
            block5 = Aes.Encrypt(block5, key);
            block6 = Aes.Encrypt(block6, key);
            block7 = Aes.Encrypt(block7, key);
        }

        key = Vector128.Load(_state + (Rounds * BlockLength));
        (Aes.EncryptLast(block0, key) ^ Vector128.Load(data)).Store(data);
        (Aes.EncryptLast(block1, key) ^ Vector128.Load(data + 16)).Store(data + 16);
        (Aes.EncryptLast(block2, key) ^ Vector128.Load(data + 32)).Store(data + 32);
        (Aes.EncryptLast(block3, key) ^ Vector128.Load(data + 48)).Store(data + 48);
        (Aes.EncryptLast(block4, key) ^ Vector128.Load(data + 64)).Store(data + 64);
        (Aes.EncryptLast(block5, key) ^ Vector128.Load(data + 80)).Store(data + 80);
        (Aes.EncryptLast(block6, key) ^ Vector128.Load(data + 96)).Store(data + 96);
        (Aes.EncryptLast(block7, key) ^ Vector128.Load(data + 112)).Store(data + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<ulong> HashStride(byte* data, Vector128<ulong> hash)
    {
        // The first is known to the compiler, which leaves out the way that a processor has not.
        if (!CanBeWide || !_isWide)
            return HashBlocks(data, Stride, hash);
        var wide = default(WideProduct);
        wide.Add(Turn(Vector512.Load(data)) ^ Vector512.Create(Vector256.Create(hash, Vector128<ulong>.Zero), Vector256<ulong>.Zero), FourPowers(8));
        wide.Add(Turn(Vector512.Load(data + 64)), FourPowers(4));
        return wide.Reduce();
    }

    /// <summary>One to eight blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<ulong> HashBlocks(byte* data, int blocks, Vector128<ulong> hash)
    {
        var product = default(Product);
        for (var i = 0; i < blocks; i++)
        {
            product.Add(hash ^ Turn(Vector128.Load(data + (i * BlockLength))), Power(blocks - i));
            hash = Vector128<ulong>.Zero;
        }

        return product.Reduce();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<byte> EncryptBlock(Vector128<byte> block)
    {
        block ^= Vector128.Load(_state);
        for (var round = 1; round < Rounds; round++)
        {
            block = Aes.Encrypt(block, Vector128.Load(_state + (round * BlockLength)));
        }

        return Aes.EncryptLast(block, Vector128.Load(_state + (Rounds * BlockLength)));
    }

    private void ExpandKey(Vector128<byte> key)
    {
        key.Store(_state);
        Next(1, Aes.KeygenAssist(key, 0x01));
        Next(2, Aes.KeygenAssist(key, 0x02));
        Next(3, Aes.KeygenAssist(key, 0x04));
        Next(4, Aes.KeygenAssist(key, 0x08));
        Next(5, Aes.KeygenAssist(key, 0x10));
        Next(6, Aes.KeygenAssist(key, 0x20));
        Next(7, Aes.KeygenAssist(key, 0x40));
        Next(8, Aes.KeygenAssist(key, 0x80));
        Next(9, Aes.KeygenAssist(key, 0x1B));
        Next(10, Aes.KeygenAssist(key, 0x36));

        void Next(int round, Vector128<byte> assisted)
        {
            key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
            key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
            key ^= Sse2.Shuffle(assisted.AsUInt32(), 0xFF).AsByte();
            key.Store(_state + (round * BlockLength));
        }
    }

    /// <summary>The hash key H, the encryption of zeros, and its powers to the eighth, each multiplied by x.</summary>
    private void SetPowers()
    {
        var reversed = Turn(EncryptBlock(Vector128<byte>.Zero));
        var carry = (long)reversed[1] >> 63; // all ones when x¹²⁸ comes out of the shift
        var shifted = Vector128.Create(reversed[0] << 1, (reversed[1] << 1) | (reversed[0] >> 63));
        var first = shifted ^ (Polynomial & Vector128.Create((ulong)carry));
        var power = first;
        for (var i = 1; i <= Stride; i++)
        {
            power.Store((ulong*)(_state + PowersAt + ((Stride - i) * BlockLength)));
            power = Multiply(power, first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<ulong> Power(int exponent) => Vector128.Load((ulong*)(_state + PowersAt + ((Stride - exponent) * BlockLength)));

    /// <summary>This power and the three below it: the highest lies first, as the first block is multiplied by it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> FourPowers(int highest) => Vector512.Load((ulong*)(_state + PowersAt + ((Stride - highest) * BlockLength)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(Vector128<ulong> start, uint counter) =>
        Sse41.Insert(start.AsUInt32(), BinaryPrimitives.ReverseEndianness(counter), 3).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Turn(Vector128<byte> block) => Ssse3.Shuffle(block, Reverse).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Turn(Vector512<byte> blocks)
    {
        var reverse = Vector256.Create(Reverse, Reverse);
        return Avx512BW.Shuffle(blocks, Vector512.Create(reverse, reverse)).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> power)
    {
        var product = default(Product);
        product.Add(left, power);
        return product.Reduce();
    }

    /// <summary>A sum of products of 256 bits, not yet reduced.</summary>
    private struct Product
    {
        private Vector128<ulong> _low;
        private Vector128<ulong> _middle;
        private Vector128<ulong> _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector128<ulong> left, Vector128<ulong> right)
        {
            _low ^= Pclmulqdq.CarrylessMultiply(left, right, 0x00);
            _middle ^= Pclmulqdq.CarrylessMultiply(left, right, 0x01) ^ Pclmulqdq.CarrylessMultiply(left, right, 0x10);
            _high ^= Pclmulqdq.CarrylessMultiply(left, right, 0x11);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Product Of(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high) => new() { _low = low, _middle = middle, _high = high };

        /// <summary>Modulo the polynomial, 64 bits at a time.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector128<ulong> Reduce()
        {
            var middle = _middle ^ Swap(_low) ^ Pclmulqdq.CarrylessMultiply(_low, Polynomial, 0x10);
            return _high ^ Swap(middle) ^ Pclmulqdq.CarrylessMultiply(middle, Polynomial, 0x10);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<ulong> Swap(Vector128<ulong> value) => Sse2.Shuffle(value.AsUInt32(), 0x4E).AsUInt64();
    }

    /// <summary>Four sums of products side by side.</summary>
    private struct WideProduct
    {
        private Vector512<ulong> _low;
        private Vector512<ulong> _middle;
        private Vector512<ulong> _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<ulong> left, Vector512<ulong> right)
        {
            _low ^= Pclmulqdq.V512.CarrylessMultiply(left, right, 0x00);
            _middle ^= Pclmulqdq.V512.CarrylessMultiply(left, right, 0x01) ^ Pclmulqdq.V512.CarrylessMultiply(left, right, 0x10);
            _high ^= Pclmulqdq.V512.CarrylessMultiply(left, right, 0x11);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector128<ulong> Reduce() => Product.Of(Sum(_low), Sum(_middle), Sum(_high)).Reduce();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<ulong> Sum(Vector512<ulong> four)
        {
            var two = four.GetLower() ^ four.GetUpper();
            return two.GetLower() ^ two.GetUpper();
        }
    }
}
