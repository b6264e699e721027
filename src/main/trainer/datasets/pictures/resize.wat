;; Weighted sums of bytes in fixed point, for resizing pictures: Pillow's arithmetic (8 bits a value, 22 bits a weight).
;; Every load may read up to 15 bytes past what it needs, every store write as many; callers leave room for that.
(module
  (memory (export "memory") 1)

  ;; One line out of several: to[x] = (2^21 + sum over k < count of weights[k] * from[k * stride + x]) >> 22, x < bytes.
  (func (export "down") (param $from i32) (param $stride i32) (param $bytes i32) (param $weights i32) (param $count i32)
    (param $to i32)
    (local $x i32) (local $k i32) (local $at i32) (local $pixels v128) (local $half v128) (local $weight v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $columns
      (local.set $a (i32x4.splat (i32.const 0x200000)))
      (local.set $b (local.get $a))
      (local.set $c (local.get $a))
      (local.set $d (local.get $a))
      (local.set $at (i32.add (local.get $from) (local.get $x)))
      (local.set $k (i32.const 0))
      (loop $taps
        (local.set $pixels (v128.load (local.get $at)))
        (local.set $weight (v128.load32_splat (i32.add (local.get $weights) (i32.shl (local.get $k) (i32.const 2)))))
        (local.set $half (i16x8.extend_low_i8x16_u (local.get $pixels)))
        (local.set $a (i32x4.add (local.get $a) (i32x4.mul (local.get $weight) (i32x4.extend_low_i16x8_u (local.get $half)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.mul (local.get $weight) (i32x4.extend_high_i16x8_u (local.get $half)))))
        (local.set $half (i16x8.extend_high_i8x16_u (local.get $pixels)))
        (local.set $c (i32x4.add (local.get $c) (i32x4.mul (local.get $weight) (i32x4.extend_low_i16x8_u (local.get $half)))))
        (local.set $d (i32x4.add (local.get $d) (i32x4.mul (local.get $weight) (i32x4.extend_high_i16x8_u (local.get $half)))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br_if $taps (i32.lt_u (local.get $k) (local.get $count))))
      (v128.store (i32.add (local.get $to) (local.get $x))
        (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
          (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (br_if $columns (i32.lt_u (local.get $x) (local.get $bytes)))))

  ;; A line of `outputs` pixels out of one of more or fewer; up to four channels at once. Of each output the table
  ;; holds where its first pixel begins, how many it has, and their weights, in `row` bytes.
  (func (export "across") (param $from i32) (param $channels i32) (param $table i32) (param $row i32) (param $outputs i32)
    (param $to i32)
    (local $at i32) (local $weights i32) (local $end i32) (local $sum v128)
    (loop $pixels
      (local.set $sum (i32x4.splat (i32.const 0x200000)))
      (local.set $at (i32.add (local.get $from) (i32.load (local.get $table))))
      (local.set $weights (i32.add (local.get $table) (i32.const 8)))
      (local.set $end (i32.add (local.get $weights) (i32.shl (i32.load offset=4 (local.get $table)) (i32.const 2))))
      (loop $taps
        (local.set $sum (i32x4.add (local.get $sum)
          (i32x4.mul (v128.load32_splat (local.get $weights))
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at)))))))
        (local.set $at (i32.add (local.get $at) (local.get $channels)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 4)))
        (br_if $taps (i32.lt_u (local.get $weights) (local.get $end))))
      (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
      (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
      (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
      (local.set $to (i32.add (local.get $to) (local.get $channels)))
      (local.set $table (i32.add (local.get $table) (local.get $row)))
      (local.set $outputs (i32.sub (local.get $outputs) (i32.const 1)))
      (br_if $pixels (local.get $outputs)))))
